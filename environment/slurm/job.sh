#!/bin/bash
# Job script of `promptcal sweep submit --slurm`. A site may edit a copy and give it with --template.
# @NAME@ is filled in; a line whose value was not given is left out.
#SBATCH --job-name=@NAME@
#SBATCH --output=@LOGS@/@LOG@.log
#SBATCH --open-mode=append
#SBATCH --array=@ARRAY@
#SBATCH --partition=@PARTITION@
#SBATCH --account=@ACCOUNT@
#SBATCH --qos=@QOS@
#SBATCH --gpus=@GPUS@
#SBATCH --cpus-per-task=@CPUS@
#SBATCH --mem=@MEMORY@
#SBATCH --time=@TIME@
#SBATCH --chdir=@FOLDER@
#SBATCH --requeue
# A minute before the time limit, and on preemption, the run is told to save its epoch.
#SBATCH --signal=B:TERM@60

# Without job arrays the job is its only task.
task=${SLURM_ARRAY_TASK_ID:-0}
job=${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}

# Line number of the task in the list of indices gives the run of the plan, or its runs with commas between them.
index=$(sed -n "$((task + 1))p" @INDICES@)
export PROMPTCAL_LOG=@LOGS@/"${job}_$task.log"

options=()
options+=(@OPTIONS@)
@COMMAND@ work @PLAN@ --index "$index" --store @STORE@ "${options[@]}" &
worker=$!
trap 'kill -TERM $worker' TERM
wait $worker
code=$?
# A trapped signal ends the first wait; the second one gets the worker's own code.
while kill -0 $worker 2>/dev/null; do
  wait $worker
  code=$?
done
# 75: stopped in the middle, what is done is saved.
if [ $code -eq 75 ]; then
  scontrol requeue "$job${SLURM_ARRAY_TASK_ID:+_$SLURM_ARRAY_TASK_ID}"
fi
exit $code
