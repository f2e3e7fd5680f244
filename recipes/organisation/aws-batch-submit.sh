#!/bin/sh
# Submits one scan as an array job of AWS Batch, and the job that tells what all say together when they are through. The file system of the job
# definition holds the checkout (/data/checkout), and what the jobs write.
set -eu
aws batch register-job-definition --cli-input-json file://aws-batch-job-definition.json
shards=$(aws batch submit-job --cli-input-json file://aws-batch-shards.json --query jobId --output text)
aws batch submit-job --cli-input-json file://aws-batch-merge.json --depends-on "jobId=$shards"
