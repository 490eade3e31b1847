"""The grammar of who is responsible (责任单位): text → tokens → parts → reading."""
