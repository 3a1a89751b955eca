#!/bin/bash
# Job script that collects a plan's table after its arrays have ended.
#SBATCH --job-name=@NAME@-collect
#SBATCH --output=@LOGS@/collect-%j.log
#SBATCH --dependency=afterany:@JOBS@
#SBATCH --partition=@PARTITION@
#SBATCH --account=@ACCOUNT@
#SBATCH --qos=@QOS@
#SBATCH --time=@TIME@
#SBATCH --chdir=@FOLDER@

@COMMAND@ sweep collect @PLAN@ --store @STORE@ --out @TABLE@
