"""What happens to an application: by its applicant, by an officer, by the clock."""
