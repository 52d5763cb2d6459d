"""What the database keeps of consultations, reviews, reports and objections."""
