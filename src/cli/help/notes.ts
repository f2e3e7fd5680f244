/** What stands below the options in the help of commands whose operands need explaining. */

export const DIFF_NOTES = `
BASE and HEAD are branches, tags or commits. Without HEAD the working tree is
compared; BASE auto is the base of the pull request that is built in CI. Both
are read from git's objects: nothing is checked out, and nothing in the
repository runs.

Examples:
  reachlint diff main
  reachlint diff v1.4.0 v1.5.0 --path infra/prod

Only findings that BASE does not have make the exit code 1.`;

export const DRIFT_NOTES = `
What source says of each service is compared with what --facts DIR says of the
service of that name, in the cluster of that name. The exit code is 1 where a
path is open in one of them and closed in the other.

Example:
  reachlint drift infra/prod --facts facts/prod`;

export const SHARD_NOTES = `
Several runs share out a scan: each with --shard I/N and
--report shard=FILE, in the same checkout and with the same options.
reachlint merge FILE... then tells what they say together.
--shard auto takes the numbers from GitLab, AWS Batch or Slurm, and
--shard auto/N the index from Kubernetes, which does not say N.`;

export const MERGE_NOTES = `
Puts together what reachlint scan --shard I/N --report shard=FILE wrote. The
report is the one of a scan that was not shared out. Run it where the same files
are, with the options of the shards; what only reports depend on, such as
--baseline and --fail-on, is looked at here.

Example:
  reachlint merge shards/* --report sarif=reachlint.sarif

The exit code is that of the scan, and 2 where a shard is missing, there twice,
or of another scan.`;

export const ORG_NOTES = `
Prints one HTML page with what many scans found: by repository, rule and
service, with what is not known. RESULT is a JSON report of scan or merge, or a
directory of them. Each is a repository, called as its file; where one is a scan
of many, --depth says how many directories at the beginning of a path name one.

Examples:
  reachlint org results > overview.html
  reachlint org all.json --depth 2 --against last-week.json > overview.html`;

export const GET_NOTES = `
Installs the modules that Terraform roots under PATH (default: .) call, and
those that these call, into .terraform/modules, as terraform get does; Terraform
is not needed. What is there and still fits stays.

Of Terragrunt it lays out what units and stacks have from elsewhere, into
.terragrunt-cache/reachlint beside the file that names it.

Tokens of registries are taken from TF_TOKEN_* and from the configuration of
Terraform's command line. git fetches what is in repositories.

The exit code is 0 where all modules are there, and 3 where one is not.`;

export const TEST_NOTES = `
Cases are folders RULE-ID/CASE in DIR (default: .) with Terraform or
CloudFormation sources. A comment says what is to be found in the line below:
  # violated: RULE-ID        # undetermined: RULE-ID        # diagnosed: CODE

Examples:
  reachlint test policies/tests --rules policies
  reachlint test policies/tests     (with rules: [policies] in reachlint.yaml)

The exit code is 0 where all cases are as expected, 1 where one differs, and 2
where there is none.`;
