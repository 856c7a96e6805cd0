"""Deploys the stack and the site, to AWS or to a local stack (AWS_ENDPOINT_URL).

    deploy.py stack    creates or updates a CloudFormation stack and prints its outputs as JSON; where no SiteUrl is
                       given it is the distribution's own, and /.well-known/webauthn is put into the site's bucket
    deploy.py upload   puts files into a bucket

The request is a JSON object on standard input, since it may hold secrets:

    stack:  {"stack": name, "template": path, "codeBucket": name,
             "code": {parameter: path of a binary}, "parameters": {name: value}}
    upload: {"bucket": name, "objects": [{"file", "key", "contentType", "cacheControl"}]}

Messages go to standard error.
"""

import hashlib
import io
import json
import os
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError, ClientError

LOCAL = bool(os.environ.get("AWS_ENDPOINT_URL"))
# CloudFormation takes a minute or more; a local stack is done at once.
POLL_SECONDS = 0.05 if LOCAL else 5.0
RELATED_ORIGINS_KEY = ".well-known/webauthn"
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]


def say(text):
    print(text, file=sys.stderr, flush=True)


def lambda_zip(binary):
    """A deployment package: the same binary always gives the same bytes."""
    entry = zipfile.ZipInfo("bootstrap", date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o755 << 16
    entry.create_system = 3
    entry.compress_type = zipfile.ZIP_DEFLATED
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr(entry, binary, compresslevel=1 if LOCAL else 9)
    return package.getvalue()


def ensure_bucket(s3, bucket):
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError:
        region = s3.meta.region_name
        where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=bucket, **where)


def upload_code(s3, bucket, path):
    """Uploads a binary under a key that is its hash, unless it is there, and gives the key."""
    binary = Path(path).read_bytes()
    key = f"{Path(path).name}-{hashlib.sha256(binary).hexdigest()[:32]}.zip"
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError:
        say(f"uploading {path} as {key}")
        s3.put_object(Bucket=bucket, Key=key, Body=lambda_zip(binary))
    return key


def describe(cloudformation, stack):
    try:
        return cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def deploy_stack(request):
    cloudformation = boto3.client("cloudformation")
    s3 = boto3.client("s3")
    name = request["stack"]
    bucket = request["codeBucket"]
    ensure_bucket(s3, bucket)
    parameters = {**request["parameters"], "CodeBucket": bucket}
    for parameter, path in request["code"].items():
        parameters[parameter] = upload_code(s3, bucket, path)
    change = {
        "StackName": name,
        "TemplateBody": Path(request["template"]).read_text(encoding="utf-8"),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        "Capabilities": CAPABILITIES,
    }
    there = describe(cloudformation, name)
    if there is None:
        say(f"creating {name}")
        cloudformation.create_stack(**change)
    else:
        try:
            cloudformation.update_stack(**change)
            say(f"updating {name}")
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise
            say(f"{name} is up to date")
    return outputs(wait(cloudformation, name))


def deploy_all(request):
    """Deploys the stack, and what CloudFormation, or the local one, cannot do."""
    parameters = request["parameters"]
    if LOCAL or parameters.get("SiteUrl"):
        told = deploy_stack(request)
    else:
        # Where the app is served is known once there is a distribution; the API then lets its pages in.
        there = describe(boto3.client("cloudformation"), request["stack"])
        url = (outputs(there) if there else {}).get("SiteUrl") or deploy_stack(request)["SiteUrl"]
        told = deploy_stack({**request, "parameters": {**parameters, "SiteUrl": url}})
    if LOCAL:
        apply_cors(told["ApiId"])
    publish_related_origins(told["SiteBucketName"], told.get("RelatedOrigins", ""))
    return told


def apply_cors(api):
    """MiniStack keeps the template's CORS settings under the template's names, and looks for the API's own."""
    client = boto3.client("apigatewayv2")
    call = AWSRequest(method="GET", url=f"{client.meta.endpoint_url}/v2/apis/{api}")
    SigV4Auth(boto3.Session().get_credentials(), "apigateway", client.meta.region_name).add_auth(call)
    with urllib.request.urlopen(urllib.request.Request(call.url, headers=dict(call.headers))) as answer:
        settings = json.load(answer).get("corsConfiguration") or {}
    settings = {name[0].upper() + name[1:]: value for name, value in settings.items()}
    if settings:
        client.update_api(ApiId=api, CorsConfiguration=settings)


def publish_related_origins(bucket, origins):
    """The document by which other origins use this one's passkeys (Web Authentication, related origin requests)."""
    s3 = boto3.client("s3")
    if not origins:
        s3.delete_object(Bucket=bucket, Key=RELATED_ORIGINS_KEY)
        return
    s3.put_object(
        Bucket=bucket,
        Key=RELATED_ORIGINS_KEY,
        Body=json.dumps({"origins": origins.split(",")}).encode(),
        ContentType="application/json",
        CacheControl="no-cache",
    )


def wait(cloudformation, name):
    while True:
        stack = describe(cloudformation, name)
        status = stack["StackStatus"] if stack else "DELETE_COMPLETE"
        if not status.endswith("_IN_PROGRESS"):
            break
        time.sleep(POLL_SECONDS)
    if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        for event in cloudformation.describe_stack_events(StackName=name)["StackEvents"]:
            if event["ResourceStatus"].endswith("_FAILED"):
                say(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}")
        raise SystemExit(f"{name} ended as {status}")
    return stack


def outputs(stack):
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def upload(request):
    s3 = boto3.client("s3")
    for item in request["objects"]:
        s3.put_object(
            Bucket=request["bucket"],
            Key=item["key"],
            Body=Path(item["file"]).read_bytes(),
            ContentType=item["contentType"],
            CacheControl=item["cacheControl"],
        )
    return {"uploaded": len(request["objects"])}


def main():
    commands = {"stack": deploy_all, "upload": upload}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        raise SystemExit(__doc__)
    try:
        answer = commands[sys.argv[1]](json.load(sys.stdin))
    except ClientError as error:
        raise SystemExit(f"AWS answers: {error}") from None
    except (BotoCoreError, OSError) as error:
        raise SystemExit(str(error)) from None
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
