"""OpenStack Swift with its S3 API, all of it in one process on loopback, as Swift's own tests run it.

usage: server.py FOLDER USER SECRET

Writes into FOLDER only, prints a line of JSON with the port of the S3 API, and ends when its standard input does, which
removes FOLDER.
USER is `ACCOUNT:NAME`; together with SECRET it is the S3 credential.
"""
import json
import os
import shutil
import sys
import warnings

import eventlet

from swift.common import utils

FOLDER, USER, SECRET = sys.argv[1:]


def write(name, text):
    path = os.path.join(FOLDER, name)
    with open(path, 'w') as file:
        file.write(text)
    return path


# In place of /etc/swift, and before anything is imported that reads what is there.
write('swift.conf', '[swift-hash]\nswift_hash_path_suffix = of a test\n')
utils.set_swift_dir(FOLDER)
utils.eventlet_monkey_patch()

from eventlet import wsgi
from swift.common.ring import RingBuilder
from swift.common.wsgi import SwiftHttpProtocol, loadapp

DEVICE = 'disk'
STORAGE_SERVERS = ('account', 'container', 'object')

# The machine may be busy, and there is no second copy and no daemon that would mend anything later: everything waits.
DEFAULTS = f"""
[DEFAULT]
swift_dir = {FOLDER}
devices = {FOLDER}/devices
mount_check = false
log_level = CRITICAL
log_address = {FOLDER}/no-syslog
conn_timeout = 30
node_timeout = 120
container_update_timeout = 120
"""

STORAGE = """
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
"""

PROXY = f"""
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats s3api tempauth copy slo dlo versioned_writes proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
conn_timeout = 30
node_timeout = 120
recoverable_node_timeout = 120
error_suppression_limit = 1000000
[filter:cache]
use = egg:swift#memcache
# Required, and allowed to be away: so nothing is cached, and no port but those above is used.
memcache_servers = 127.0.0.1:1
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_{USER.replace(':', '_')} = {SECRET} .admin
"""

FILTERS = ('catch_errors', 'gatekeeper', 'healthcheck', 'listing_formats', 'copy', 'slo', 'dlo', 'versioned_writes')


def listening():
    return eventlet.listen(('127.0.0.1', 0), backlog=1024)


def port_of(socket):
    return socket.getsockname()[1]


def write_ring(name, port):
    """One replica on one device."""
    address = {'ip': '127.0.0.1', 'port': port, 'replication_ip': '127.0.0.1', 'replication_port': port}
    builder = RingBuilder(1, 1, 0)
    builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'weight': 1.0, 'device': DEVICE, 'meta': '', **address})
    builder.rebalance()
    builder.get_ring().save(os.path.join(FOLDER, f'{name}.ring.gz'))


def serve(socket, configuration):
    app = loadapp(configuration, global_conf={'log_name': 'swift'})
    # Header names as they are: clients of S3 look for `ETag`.
    options = {'protocol': SwiftHttpProtocol, 'capitalize_response_headers': False, 'socket_timeout': 600}
    eventlet.spawn(wsgi.server, socket, app, utils.NullLogger(), **options)


def end_with_input():
    while os.read(0, 1) != b'':
        pass
    shutil.rmtree(FOLDER, ignore_errors=True)
    os._exit(0)


def main():
    warnings.simplefilter('ignore')
    os.makedirs(os.path.join(FOLDER, 'devices', DEVICE))
    sockets = {name: listening() for name in STORAGE_SERVERS}
    for name, socket in sockets.items():
        write_ring(name, port_of(socket))
    for name, socket in sockets.items():
        serve(socket, write(f'{name}.conf', DEFAULTS + STORAGE.format(name=name)))
    proxy = listening()
    filters = ''.join(f'[filter:{name}]\nuse = egg:swift#{name}\n' for name in FILTERS)
    serve(proxy, write('proxy.conf', DEFAULTS + PROXY + filters))
    print(json.dumps({'port': port_of(proxy)}), flush=True)
    eventlet.tpool.execute(end_with_input)


main()
