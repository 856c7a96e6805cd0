"""What is uploaded, what is removed, and what CloudFront is told."""

import io
import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from botocore.exceptions import ClientError

from deployment import site

FOREVER = "public, max-age=31536000, immutable"


class Buckets:
    """S3, as far as it is used."""

    def __init__(self):
        self.objects = {}
        self.puts = []

    def put_object(self, Bucket, Key, Body, **headers):
        self.objects[Bucket, Key] = (Body, headers)
        self.puts.append((Bucket, Key))

    def get_object(self, Bucket, Key):
        if (Bucket, Key) not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return {"Body": io.BytesIO(self.objects[Bucket, Key][0])}

    def head_object(self, Bucket, Key):
        headers = self.objects[Bucket, Key][1]
        return {"Metadata": {}, **headers}

    def delete_object(self, Bucket, Key):
        del self.objects[Bucket, Key]

    def get_paginator(self, _):
        return self

    def paginate(self, Bucket):
        return [{"Contents": [{"Key": key} for bucket, key in self.objects if bucket == Bucket]}]

    def keys(self):
        return sorted(key for bucket, key in self.objects if bucket == "site")


class Publishing(unittest.TestCase):
    def setUp(self):
        self.s3 = Buckets()
        self.told = []
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for patch in [
            mock.patch.object(site.boto3, "client", lambda _: self.s3),
            mock.patch.object(site, "invalidate", lambda _, paths: self.told.append(paths)),
        ]:
            patch.start()
            self.addCleanup(patch.stop)

    def publish(self, files, **more):
        objects = []
        for number, (key, text) in enumerate(files.items()):
            file = self.folder / str(number)
            file.write_text(text)
            lasting = key.startswith("app-")
            objects.append(
                {
                    "file": str(file),
                    "key": key,
                    "contentType": "text/plain",
                    "cacheControl": FOREVER if lasting else "no-cache",
                }
            )
        request = {"stack": "s", "codeBucket": "code", "bucket": "site", "distribution": "D", "objects": objects}
        return site.publish({**request, **more})

    def test_a_second_time_nothing_happens(self):
        files = {"app-1": "a", "index.html": "i"}
        self.assertEqual(self.publish(files)["uploaded"], ["app-1", "index.html"])
        self.s3.puts.clear()
        again = self.publish(files)
        self.assertEqual(again, {"uploaded": [], "unchanged": 2, "removed": [], "invalidated": []})
        self.assertEqual((self.s3.puts, self.told), ([], []))

    def test_only_what_changed_is_uploaded_and_cloudfront_told_of_names_that_stay(self):
        self.publish({"app-1": "a", "index.html": "i", "logo.svg": "l"})
        self.assertEqual(self.told, [])
        changes = self.publish({"app-2": "b", "index.html": "j", "logo.svg": "l"})
        self.assertEqual(changes["uploaded"], ["app-2", "index.html"])
        self.assertEqual(self.told, [["/index.html"]])

    def test_other_headers_are_a_change(self):
        self.publish({"index.html": "i"})
        changed = {"file": str(self.folder / "0"), "key": "index.html", "contentType": "text/html", "cacheControl": "no-cache"}
        self.assertEqual(self.publish({}, objects=[changed])["uploaded"], ["index.html"])

    def test_old_files_stay_for_one_deployment(self):
        self.publish({"app-1": "a", "index.html": "1"})
        self.assertEqual(self.publish({"app-2": "b", "index.html": "2"})["removed"], [])
        # Nothing new: what was there one deployment ago is still of use.
        self.publish({"app-2": "b", "index.html": "2"})
        self.assertIn("app-1", self.s3.keys())
        self.assertEqual(self.publish({"app-3": "c", "index.html": "3"})["removed"], ["app-1"])
        self.assertEqual(self.s3.keys(), ["app-2", "app-3", "index.html"])

    def test_what_a_broken_off_deployment_brought_goes_later(self):
        self.publish({"app-1": "a"})
        with mock.patch.object(site, "put", side_effect=OSError), self.assertRaises(OSError):
            self.publish({"app-2": "b"})
        self.s3.put_object("site", "app-2", b"b", CacheControl=FOREVER)
        self.assertEqual(self.publish({"app-3": "c"})["removed"], [])
        self.assertEqual(self.publish({"app-4": "d"})["removed"], ["app-1", "app-2"])

    def test_the_files_of_others_are_left_alone(self):
        self.s3.put_object("site", ".well-known/apple-app-site-association", b"{}")
        for number in range(4):
            self.publish({f"app-{number}": "a"})
        self.assertIn(".well-known/apple-app-site-association", self.s3.keys())

    def test_related_origins_are_published_and_withdrawn(self):
        self.publish({"app-1": "a"}, relatedOrigins="https://a.example,https://b.example")
        body, headers = self.s3.objects["site", site.RELATED_ORIGINS_KEY]
        self.assertEqual(json.loads(body), {"origins": ["https://a.example", "https://b.example"]})
        self.assertEqual(headers["ContentType"], "application/json")
        self.assertEqual(self.publish({"app-1": "a"})["invalidated"], [f"/{site.RELATED_ORIGINS_KEY}"])
        self.assertEqual(self.s3.keys(), ["app-1"])


if __name__ == "__main__":
    unittest.main()
