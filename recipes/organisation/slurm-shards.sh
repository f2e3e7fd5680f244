#!/bin/sh
# One scan as an array of Slurm, where the nodes share a file system: in the checkout
#   sbatch --dependency=afterok:$(sbatch --parsable slurm-shards.sh) slurm-merge.sh
#SBATCH --job-name=reachlint-shards
#SBATCH --array=0-7
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
npx --yes reachlint scan --shard auto --report "shard=shards/$SLURM_ARRAY_TASK_ID" --fail-on never --fail-on-problems never
