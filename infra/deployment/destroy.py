"""The end of a deployment."""

import boto3
from botocore.exceptions import ClientError

from .aws import Refused, account, describe_stack, failures, is_missing, say, wait
from .stack import default_code_bucket


def destroy(request):
    """Empties the buckets and deletes the stack. The bucket of the code goes too, where a deployment made it."""
    name = request["stack"]
    stack = describe_stack(name)
    if stack is None:
        raise Refused(f"there is no stack {name} in this account and region")
    resources = [
        resource
        for page in boto3.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=name)
        for resource in page["StackResourceSummaries"]
    ]
    for pool in of_type(resources, "AWS::Cognito::UserPool"):
        refuse_protected(pool)
    buckets = of_type(resources, "AWS::S3::Bucket")
    for bucket in buckets:
        empty(bucket)
    say(f"deleting {name}")
    boto3.client("cloudformation").delete_stack(StackName=name)
    left = wait(name, stack["StackId"])
    if left:
        for failure in failures(stack["StackId"]):
            say(failure)
        raise Refused(f"{name} ended as {left['StackStatus']}")
    code = default_code_bucket(name, account())
    removed = remove_bucket(code)
    return {"buckets": buckets + ([code] if removed else [])}


def of_type(resources, kind):
    """The ids of the resources of a type that exist."""
    return [
        resource["PhysicalResourceId"]
        for resource in resources
        if resource["ResourceType"] == kind
        and resource.get("PhysicalResourceId")
        and resource["ResourceStatus"] != "DELETE_COMPLETE"
    ]


def refuse_protected(pool):
    """CloudFormation would only find out after the site is gone."""
    try:
        told = boto3.client("cognito-idp").describe_user_pool(UserPoolId=pool)["UserPool"]
    except ClientError as error:
        if is_missing(error):
            return
        raise
    if told.get("DeletionProtection") == "ACTIVE":
        users = told.get("EstimatedNumberOfUsers", 0)
        raise Refused(
            f"the user pool {pool}, with about {users} users, is protected from deletion: "
            "deploy with --set UserPoolDeletionProtection=INACTIVE first"
        )


def empty(bucket):
    """Removes every object, and every version where versions are kept."""
    s3 = boto3.client("s3")
    try:
        pages = list(s3.get_paginator("list_object_versions").paginate(Bucket=bucket))
    except ClientError as error:
        if is_missing(error):
            return
        raise
    count = 0
    for page in pages:
        found = page.get("Versions", []) + page.get("DeleteMarkers", [])
        doomed = [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in found]
        if doomed:
            answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": doomed, "Quiet": True})
            for error in answer.get("Errors", []):
                raise Refused(f"{bucket}: {error['Key']} cannot be removed: {error.get('Message', error.get('Code'))}")
            count += len(doomed)
    say(f"removed {count} objects from {bucket}")


def remove_bucket(bucket):
    """Removes a bucket with all that is in it; whether there was one."""
    s3 = boto3.client("s3")
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError as error:
        if is_missing(error):
            return False
        raise
    empty(bucket)
    s3.delete_bucket(Bucket=bucket)
    return True
