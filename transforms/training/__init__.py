"""Training of the learned models: commands that need torch, which nothing else does. Their settings are TOML files.

statements    the command: trains the tagger and its filter from a file of annotated articles
attributions  reads the annotations: articles in word pieces with the roles of each
tagger        the network, its training and its export to ONNX
filtering     fits the filter on candidates of articles that the tagger has not seen
"""
