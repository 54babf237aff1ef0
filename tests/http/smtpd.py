"""smtpd.py PORT CERT KEY OUT: a mail server for tests (python3-aiosmtpd), STARTTLS and a login needed.

Each mail taken is a line of JSON in OUT, read by Python's own mail parser. Recipients choose
faults: refused@ is 550 for ever, busy@ is 451 the first two times."""
import email
import email.policy
import json
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

port, cert, key, out = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
busy = {}


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('refused@'):
            return '550 5.1.1 nobody here by that name'
        busy[address] = busy.get(address, 0) + 1
        if address.startswith('busy@') and busy[address] <= 2:
            return '451 4.7.1 greylisted, come again'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        raw = envelope.content
        message = email.message_from_bytes(raw, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content() for part in message.walk()
                 if not part.is_multipart()}
        line = {'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'tls': session.ssl is not None,
                'hello': session.host_name, 'login': session.authenticated,
                'headers': {name.lower(): str(value) for name, value in message.items()},
                'raw': raw.decode('latin1'), 'parts': parts,
                'defects': [str(d) for part in message.walk() for d in part.defects]}
        with open(out, 'a', encoding='utf8') as file:
            file.write(json.dumps(line) + '\n')
        return '250 2.0.0 taken'


def login(server, session, envelope, mechanism, data):
    good = data.login == b'shop' and data.password == b'p@ss word'
    return AuthResult(success=good, handled=False)


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)
controller = Controller(Handler(), hostname='localhost', port=port, tls_context=context,
                        require_starttls=True, authenticator=login, auth_required=True)
controller.start()
print('ready', flush=True)
while True:
    time.sleep(60)
