"""The site's files in their bucket."""

import hashlib
import json
import time
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

from .aws import is_missing, say

RELATED_ORIGINS_KEY = ".well-known/webauthn"
# Under this name each object carries a hash of all that was uploaded: content and headers.
HASH = "latchkey-sha256"


def publish(request):
    """Uploads what changed, removes what nobody needs any more, and tells CloudFront."""
    bucket = request["bucket"]
    objects = [read(item) for item in request["objects"]]
    if request.get("relatedOrigins"):
        objects.insert(0, related_origins(request["relatedOrigins"]))
    s3 = boto3.client("s3")
    record = Record(s3, request["codeBucket"], request["stack"])
    keys = {item["key"] for item in objects}
    stale = record.begin(keys)
    there = listed(s3, bucket)
    uploaded = [item for item in objects if not (item["key"] in there and is_same(s3, bucket, item))]
    for item in uploaded:
        put(s3, bucket, item)
    passing = {key for key in there & (record.known() - keys) if not is_lasting(cache_control(s3, bucket, key))}
    removed = sorted(there & stale | passing)
    for key in removed:
        s3.delete_object(Bucket=bucket, Key=key)
    record.end(keys)
    replaced = {item["key"] for item in uploaded if not is_lasting(item["cacheControl"])} & there
    paths = sorted(f"/{key}" for key in replaced | passing)
    if paths:
        invalidate(request["distribution"], paths)
    return {
        "uploaded": [item["key"] for item in uploaded],
        "unchanged": len(objects) - len(uploaded),
        "removed": removed,
        "invalidated": paths,
    }


def read(item):
    """An object as it shall be, with its hash."""
    return hashed({**item, "body": Path(item["file"]).read_bytes()})


def hashed(item):
    """With a hash of everything that a reader gets to see."""
    headers = [item["contentType"], item["cacheControl"], item.get("contentEncoding") or ""]
    digest = hashlib.sha256("\n".join(headers).encode() + b"\n" + item["body"]).hexdigest()
    return {**item, "hash": digest}


def related_origins(origins):
    """The document by which other origins use this one's passkeys (Web Authentication, related origin requests)."""
    return hashed(
        {
            "key": RELATED_ORIGINS_KEY,
            "contentType": "application/json",
            "cacheControl": "no-cache",
            "body": json.dumps({"origins": origins.split(",")}).encode(),
        }
    )


def listed(s3, bucket):
    """The keys that are in the bucket."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {entry["Key"] for page in pages for entry in page.get("Contents", [])}


def is_same(s3, bucket, item):
    """Whether the bucket has this very object."""
    return s3.head_object(Bucket=bucket, Key=item["key"])["Metadata"].get(HASH) == item["hash"]


def put(s3, bucket, item):
    """Uploads an object."""
    encoding = {"ContentEncoding": item["contentEncoding"]} if item.get("contentEncoding") else {}
    s3.put_object(
        Bucket=bucket,
        Key=item["key"],
        Body=item["body"],
        ContentType=item["contentType"],
        CacheControl=item["cacheControl"],
        Metadata={HASH: item["hash"]},
        **encoding,
    )


def is_lasting(cache_control):
    """Whether nobody ever has to be told of a change: names like that belong to one content."""
    return "immutable" in cache_control


def cache_control(s3, bucket, key):
    """How long an object may be kept."""
    return s3.head_object(Bucket=bucket, Key=key).get("CacheControl", "")


def invalidate(distribution, paths):
    """Asks CloudFront to forget these; it does within seconds, and nobody has to wait."""
    say(f"asking CloudFront to forget {' '.join(paths)}")
    batch = {"Paths": {"Quantity": len(paths), "Items": paths}, "CallerReference": f"latchkey-{time.time_ns()}"}
    boto3.client("cloudfront").create_invalidation(DistributionId=distribution, InvalidationBatch=batch)


class Record:
    """Which files this deployment and the one before brought, in the bucket of the code, where the public does not see it.

    Pages that people have open name the lasting files of the deployment before, so those stay until the next. Files that
    no deployment brought are somebody else's, and never touched.
    """

    def __init__(self, s3, bucket, stack):
        self.s3, self.bucket, self.key = s3, bucket, f"site-{stack}.json"
        try:
            told = json.load(s3.get_object(Bucket=bucket, Key=self.key)["Body"])
        except ClientError as error:
            if not is_missing(error):
                raise
            told = {}
        self.current, self.previous = set(told.get("current", [])), set(told.get("previous", []))

    def known(self):
        """All files that deployments brought."""
        return self.current | self.previous | {RELATED_ORIGINS_KEY}

    def begin(self, keys):
        """Gives the files that may go. What is about to be uploaded counts from now on, in case this breaks off."""
        if keys == self.current:
            return set()
        self._write(self.current | keys, self.previous)
        return self.previous - self.current - keys

    def end(self, keys):
        """All is uploaded."""
        if keys != self.current:
            self._write(keys, self.current)

    def _write(self, current, previous):
        text = json.dumps({"current": sorted(current), "previous": sorted(previous)})
        self.s3.put_object(Bucket=self.bucket, Key=self.key, Body=text.encode())
