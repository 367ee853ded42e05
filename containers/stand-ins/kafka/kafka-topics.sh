#!/bin/bash
# Not kafka-topics: asks the broker which APIs it has, and is content when it answers without an error.
set -euo pipefail
exec 3<>/dev/tcp/kafka/9092
printf '\x00\x00\x00\x0a\x00\x12\x00\x00\x00\x00\x00\x01\xff\xff' >&3
[[ $(head -c 10 <&3 | od -An -tx1 | tr -d ' \n' | cut -c 9-20) == 000000010000 ]]
