"""What people see of jobs and mail."""
