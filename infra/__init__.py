"""The CDK app: one construct for each capability."""
