"""What is said about wrong parameters, before anything is made."""

import unittest
from pathlib import Path

from deployment import template

TEMPLATE = Path(__file__).parents[1].joinpath("template.yaml").read_text(encoding="utf-8")


class Parameters(unittest.TestCase):
    def setUp(self):
        self.template = template.parse(TEMPLATE)

    def problems(self, **given):
        return template.problems(self.template, {"AuthsignalSecret": "secret", **given})

    def test_the_defaults_and_a_secret_are_enough(self):
        self.assertEqual(self.problems(), [])

    def test_what_is_wrong_is_named_with_the_reason(self):
        for given, words in [
            ({"Usernams": "email"}, "Usernams: infra/template.yaml has no such parameter"),
            ({"Usernames": "mail"}, "Usernames: `mail` is none of email, phone, email_and_phone"),
            ({"AuthsignalApiUrl": "https://api.authsignal.com"}, "ending in /v1"),
            ({"SiteUrl": "https://example.com/"}, "an origin"),
            ({"FreshSignInSeconds": "5"}, "FreshSignInSeconds: `5` is less than 60"),
            ({"AccessTokenSeconds": "soon"}, "AccessTokenSeconds: `soon` is no number"),
            ({"CodeBucket": "mine"}, "CodeBucket: a deployment finds this out by itself"),
            ({"ExtraConnectSrc": "https://a.example; script-src *"}, "ExtraConnectSrc"),
        ]:
            with self.subTest(given):
                found = self.problems(**given)
                self.assertEqual(len(found), 1, found)
                self.assertIn(words, found[0])

    def test_all_problems_are_told_at_once(self):
        self.assertEqual(len(self.problems(Usernames="mail", SignUp="open", Nonsense="1")), 3)

    def test_a_pattern_holds_for_the_whole_value(self):
        for action in ["sign in", "signIn\n", " signIn"]:
            self.assertEqual(len(self.problems(AuthsignalAction=action)), 1, action)

    def test_what_has_no_default_is_missed(self):
        declared = {"Parameters": {"Name": {"Type": "String", "Description": "what it is called"}}}
        self.assertEqual(template.problems(declared, {}), ["Name is missing: what it is called"])

    def test_rules_between_parameters_hold(self):
        self.assertIn("SignUp separate only", self.problems(SignUpConfirmation="cognito")[0])
        self.assertEqual(self.problems(SignUpConfirmation="cognito", SignUp="separate"), [])

    def test_the_secret_is_named_once(self):
        arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:authsignal-AbCdEf"
        self.assertEqual(template.problems(self.template, {"AuthsignalSecretArn": arn}), [])
        self.assertIn("needed, once", template.problems(self.template, {})[0])
        self.assertIn("needed, once", self.problems(AuthsignalSecretArn=arn)[0])

    def test_a_domain_and_its_certificate_go_together(self):
        certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1a2b"
        self.assertEqual(self.problems(DomainName="sign-in.example.com", CertificateArn=certificate), [])
        self.assertIn("CertificateArn", self.problems(DomainName="sign-in.example.com")[0])
        self.assertIn("DomainName", self.problems(CertificateArn=certificate)[0])
        elsewhere = certificate.replace("us-east-1", "eu-central-1")
        self.assertIn("us-east-1", self.problems(DomainName="a.example.com", CertificateArn=elsewhere)[0])
        self.assertIn("host name", self.problems(DomainName="https://a.example.com", CertificateArn=certificate)[0])

    def test_a_wrong_secret_is_not_repeated(self):
        declared = {"Parameters": {"Key": {"Type": "String", "NoEcho": True, "AllowedPattern": "a+"}}}
        self.assertNotIn("hush", template.problems(declared, {"Key": "hush"})[0])


if __name__ == "__main__":
    unittest.main()
