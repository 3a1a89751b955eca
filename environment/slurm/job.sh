#!/bin/bash
# Job script of `promptcal sweep submit --slurm`. A site may edit a copy and give it with --template.
# @NAME@ is filled in; a line whose value was not given is left out.
#SBATCH --job-name=@NAME@
#SBATCH --output=@LOGS@/%A_%a.log
#SBATCH --open-mode=append
#SBATCH --array=@ARRAY@
#SBATCH --partition=@PARTITION@
#SBATCH --account=@ACCOUNT@
#SBATCH --gpus=@GPUS@
#SBATCH --cpus-per-task=@CPUS@
#SBATCH --mem=@MEMORY@
#SBATCH --time=@TIME@
#SBATCH --chdir=@FOLDER@
#SBATCH --requeue
# A minute before the time limit, and on preemption, the run is told to save its epoch.
#SBATCH --signal=B:TERM@60

# Line number of the task in the list of indices gives the run of the plan, or its runs with commas between them.
index=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" @INDICES@)
export PROMPTCAL_LOG=@LOGS@/${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}.log

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
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
fi
exit $code
