"""The CloudFormation stack, and the bucket that holds its code."""

import hashlib
import io
import json
import urllib.request
import zipfile
from pathlib import Path

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError

from . import template
from .aws import (
    LOCAL,
    Refused,
    account,
    describe_stack,
    error_code,
    failures,
    is_missing,
    local_site_url,
    outputs,
    say,
    wait,
)

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
# Longer templates have to be in a bucket.
LONGEST_TEMPLATE = 51200
COMPLETE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


def check(request):
    """Looks at everything that can be looked at before something is made: the parameters, the credentials, the secret."""
    parsed = template.parse(Path(request["template"]).read_text(encoding="utf-8"))
    given = request["parameters"]
    problems = template.problems(parsed, given)
    if problems:
        return {"problems": problems}
    parameters = template.effective(parsed, given)
    for name, parameter in parsed["Parameters"].items():
        if parameter.get("NoEcho"):
            parameters.pop(name, None)
    who = account()
    return {
        "problems": [],
        "parameters": parameters,
        "secretVersion": secret_version(given.get("AuthsignalSecretArn")),
        **who,
    }


def secret_version(arn):
    """Which version of the secret is the current one. CloudFormation looks at a secret when its reference changes, so a new
    version has to be named. Empty where that cannot be read: then CloudFormation takes the current one, once."""
    if not arn:
        return ""
    try:
        versions = boto3.client("secretsmanager").describe_secret(SecretId=arn).get("VersionIdsToStages", {})
    except ClientError as error:
        if "AccessDenied" in error_code(error):
            say("secretsmanager:DescribeSecret is not allowed: a new version of the secret would go unnoticed")
            return ""
        raise Refused(f"AuthsignalSecretArn: {error}") from None
    return next((version for version, stages in versions.items() if "AWSCURRENT" in stages), "")


def code_bucket(stack, chosen):
    """The bucket with the code: the one chosen, or one by the name of the stack, which is made when it is missing."""
    who = account()
    name = chosen or default_code_bucket(stack, who)
    s3 = boto3.client("s3")
    try:
        s3.head_bucket(Bucket=name)
    except ClientError as error:
        if not is_missing(error):
            raise Refused(f"the bucket {name} cannot be used: {error}") from None
        say(f"making the bucket {name} for the code")
        region = who["region"]
        where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=name, **where)
        blocked = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(blocked, True))
    return name


def default_code_bucket(stack, who):
    """Names of buckets are shared by all of AWS, hence the account in it."""
    return f"{stack.lower()}-code-{who['account']}-{who['region']}"


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


def upload_code(bucket, path):
    """Uploads a binary under a key that is its hash, unless it is there, and gives the key."""
    s3 = boto3.client("s3")
    binary = Path(path).read_bytes()
    key = f"{Path(path).name}-{hashlib.sha256(binary).hexdigest()[:32]}.zip"
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if not is_missing(error):
            raise
        say(f"uploading {key}")
        s3.put_object(Bucket=bucket, Key=key, Body=lambda_zip(binary))
    return key


def deploy(request):
    """Creates or updates the stack, and does what CloudFormation, or the local one, cannot do."""
    name = request["stack"]
    bucket = code_bucket(name, request.get("codeBucket"))
    parameters = {**request["parameters"], "CodeBucket": bucket}
    for parameter, path in request["code"].items():
        parameters[parameter] = upload_code(bucket, path)
    body = template_argument(bucket, Path(request["template"]).read_text(encoding="utf-8"))
    told, changed = deploy_knowing_the_site(name, body, parameters, request.get("site", False))
    if LOCAL:
        apply_cors(told["ApiId"])
    return {"outputs": told, "changed": changed, "codeBucket": bucket}


def deploy_knowing_the_site(name, body, parameters, with_site):
    """Where the app is served is known once there is a distribution, unless a parameter says so; the API lets its pages in,
    and Authsignal gives results to them alone."""
    if parameters.get("SiteUrl") or parameters.get("DomainName") or (LOCAL and not with_site):
        return deploy_once(name, body, parameters)
    before = describe_stack(name)
    url = outputs(before).get("DistributionUrl") if before else None
    changed = False
    if not url:
        told, changed = deploy_once(name, body, parameters)
        url = told["DistributionUrl"]
    if LOCAL:
        url = local_site_url(url)
    told, again = deploy_once(name, body, {**parameters, "SiteUrl": url})
    return told, changed or again


def template_argument(bucket, text):
    """How the template is handed over."""
    if len(text.encode()) <= LONGEST_TEMPLATE:
        return {"TemplateBody": text}
    s3 = boto3.client("s3")
    key = f"template-{hashlib.sha256(text.encode()).hexdigest()[:32]}.yaml"
    s3.put_object(Bucket=bucket, Key=key, Body=text.encode())
    return {"TemplateURL": s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": key})}


def deploy_once(name, body, parameters):
    """Outputs, and whether anything changed."""
    cloudformation = boto3.client("cloudformation")
    change = {
        "StackName": name,
        **body,
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        "Capabilities": CAPABILITIES,
    }
    there = describe_stack(name)
    if there and there["StackStatus"] in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"):
        say(f"removing what is left of a deployment that failed ({there['StackStatus']})")
        cloudformation.delete_stack(StackName=name)
        there = wait(name, there["StackId"])
        if there:
            raise Refused(f"{name} ended as {there['StackStatus']}: remove it in CloudFormation's console")
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
            return outputs(there), False
    stack = wait(name, name)
    status = stack["StackStatus"] if stack else "DELETE_COMPLETE"
    if status not in COMPLETE:
        for failure in failures(name):
            say(failure)
        raise Refused(f"{name} ended as {status}")
    return outputs(stack), True


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
