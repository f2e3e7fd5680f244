#!/bin/sh
# What the array of slurm-shards.sh says together.
#SBATCH --job-name=reachlint-merge
#SBATCH --cpus-per-task=1
#SBATCH --mem=4G
npx --yes reachlint merge shards/* --report json=results/reachlint.json --fail-on never && npx --yes reachlint org results > overview.html
