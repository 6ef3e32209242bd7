"""What leaves the house: mail, webhooks, SFTP, detail records."""
