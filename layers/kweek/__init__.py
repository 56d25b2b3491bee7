"""Lead nurturing in your own AWS account."""
