"""A local Discord: REST, gateway and CDN on loopback, strict where Discord is strict."""
