"""A host that does not send its intermediate certificate comes in; a TLS context that knows it goes out.

The host's own certificate names the address of its issuer's (RFC 5280, 4.2.2.1); browsers look there too. What is
found must lead to a root that we trust anyway, so that nothing is believed that a whole chain would not have shown.
"""

from __future__ import annotations

import ssl

import httpx
from aia_chaser import AiaChaser
from aia_chaser.exceptions import AiaChaserError
from aia_chaser.utils.cert_utils import certificates_to_der
from cryptography import x509


class ChainError(Exception):
    """The chain cannot be completed; the message says why."""


def completed(host: str, port: int, *, private: bool = False) -> ssl.SSLContext:
    """The default context and the intermediate certificates of a host, verified against the trusted roots.

    `private`: host and issuer may lie in a private network.
    """
    context = httpx.create_ssl_context()
    roots = [x509.load_der_x509_certificate(one) for one in context.get_ca_certs(binary_form=True)]
    # the library reads the host's own certificate in a handshake by itself; no page is asked for over that connection
    chaser = AiaChaser(trusted_cas=roots, allow_private_ip=private)
    try:
        _, *issuers = chaser.fetch_cert_chain_for_host(host, port)
    except (AiaChaserError, OSError) as error:
        raise ChainError(" ".join(str(error).split()) or type(error).__name__) from error
    between = [one for one in issuers if one.subject != one.issuer]
    if between:
        context.load_verify_locations(cadata=certificates_to_der(between))
    return context
