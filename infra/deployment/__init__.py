"""Deploys infra/template.yaml and the site: to AWS, or to a local stack (AWS_ENDPOINT_URL)."""
