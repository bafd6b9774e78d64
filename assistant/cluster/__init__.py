"""Work on the nodes of a Ray cluster; the only importer of ray.

    nodes.crew ─→ Crew ─submit→ the actor that is least busy ─→ Future of the result
                    └ lost with its process or node → its work goes to another one

An actor keeps nothing: what is done is kept by the driver alone, in a ledger or a collection. So a
lost actor or node costs what it was at, and a lost driver goes on from what it had kept. The
cluster is one that runs already (`ray start`): started from here it would listen to the network.
"""
