"""The pages of this area: users, roles, companies, and what is one's own."""
