"""What every part needs of AWS."""

import os
import sys
import time
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import ClientError

ENDPOINT = os.environ.get("AWS_ENDPOINT_URL", "")
LOCAL = bool(ENDPOINT)
# CloudFormation takes minutes; a local stack is done at once.
POLL_SECONDS = 0.05 if LOCAL else 5.0
HEARTBEAT_SECONDS = 30.0


class Refused(Exception):
    """What is asked for cannot be done, in a sentence for people."""


def say(text):
    """A message for people."""
    print(text, file=sys.stderr, flush=True)


def account():
    """Account id and region of whoever runs this."""
    session = boto3.Session()
    if not session.region_name:
        raise Refused("no AWS region is set: set AWS_DEFAULT_REGION, or AWS_PROFILE to a profile that has one")
    identity = boto3.client("sts").get_caller_identity()
    return {"account": identity["Account"], "region": session.region_name}


def local_site_url(url):
    """MiniStack serves the distribution `https://<label>.cloudfront.net` on its own port."""
    label = urlsplit(url).netloc.split(".")[0]
    return f"http://{label}.cloudfront.localhost:{urlsplit(ENDPOINT).port}"


def error_code(error):
    """AWS's name of an error."""
    return error.response.get("Error", {}).get("Code", "")


def is_missing(error):
    """Whether AWS says that there is no such thing."""
    return error_code(error) in ("404", "NoSuchKey", "NoSuchBucket", "NotFound", "ResourceNotFoundException")


def describe_stack(name):
    """CloudFormation's description of a stack; None where there is none."""
    try:
        return boto3.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def outputs(stack):
    """A stack's outputs by name."""
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def wait(name, identity):
    """Waits until nothing is under way any more; gives the stack, or None where it is gone. `identity` is its name or, to
    see the end of a removal, its id."""
    started = spoken = time.monotonic()
    while True:
        stack = describe_stack(identity)
        status = stack["StackStatus"] if stack else "DELETE_COMPLETE"
        if not status.endswith("_IN_PROGRESS"):
            return None if status == "DELETE_COMPLETE" else stack
        if time.monotonic() - spoken > HEARTBEAT_SECONDS:
            spoken = time.monotonic()
            say(f"{name}: {status} for {spoken - started:.0f} s; CloudFront takes minutes")
        time.sleep(POLL_SECONDS)


def failures(identity):
    """What went wrong with a stack, oldest first."""
    events = boto3.client("cloudformation").describe_stack_events(StackName=identity)["StackEvents"]
    return [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
        for event in reversed(events)
        if event["ResourceStatus"].endswith("_FAILED")
    ]
