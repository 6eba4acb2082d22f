"""What both front ends do leaves equal libraries."""
