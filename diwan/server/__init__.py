"""Running Diwan on one machine: the data folder, the embedded database, the processes and their order."""
