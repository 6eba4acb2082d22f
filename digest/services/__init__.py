"""What a curator or cron can do, independent of the front end."""
