"""Deploys the stack and the site, to AWS or to a local stack (AWS_ENDPOINT_URL).

    deploy.py check    looks at parameters, credentials and secret, and makes nothing
    deploy.py stack    creates or updates a CloudFormation stack; where no SiteUrl is given it is the distribution's own
    deploy.py site     puts the files that changed into the site's bucket
    deploy.py destroy  empties the buckets and deletes the stack

The request is a JSON object on standard input, since it may hold secrets:

    check:   {"template": path, "parameters": {name: value}}
    stack:   {"stack": name, "template": path, "codeBucket": name or null, "site": whether it is served from there,
              "code": {parameter: path of a binary}, "parameters": {name: value}}
    site:    {"stack": name, "codeBucket": name, "bucket": name, "distribution": id, "relatedOrigins": "" or origins,
              "objects": [{"file", "key", "contentType", "cacheControl", "contentEncoding"?}]}
    destroy: {"stack": name}

The answer is a JSON object on standard output. Messages go to standard error; the last one begins with `failed: ` where it
is the reason of a failure.
"""

import json
import sys

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

from deployment import destroy, site, stack
from deployment.aws import Refused

COMMANDS = {"check": stack.check, "stack": stack.deploy, "site": site.publish, "destroy": destroy.destroy}


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        raise SystemExit(__doc__)
    try:
        answer = COMMANDS[sys.argv[1]](json.load(sys.stdin))
    except (Refused, OSError) as error:
        raise SystemExit(f"failed: {error}") from None
    except ClientError as error:
        raise SystemExit(f"failed: AWS answers: {error}") from None
    except (NoCredentialsError, NoRegionError):
        raise SystemExit("failed: no AWS credentials or region are found: set AWS_PROFILE, or log in with the AWS CLI") from None
    except BotoCoreError as error:
        raise SystemExit(f"failed: {error}") from None
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
