"""The search as a retriever of other frameworks, each a module that needs its package.

They take what was found as context for a model of their own: what that model writes is unchecked.
`Assistant.check` says what of it the documents support.
"""
