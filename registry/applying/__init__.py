"""How an enterprise comes into being and changes: applications, their reviews, their filing with the national node."""
