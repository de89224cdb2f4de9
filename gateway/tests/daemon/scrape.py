"""Scrapes metrics, has prometheus_client parse them strictly, and prints every sample as JSON."""

import json
import sys
import urllib.request

from prometheus_client.openmetrics.parser import text_string_to_metric_families

with urllib.request.urlopen(sys.argv[1], timeout=60) as answer:
    kind = answer.headers["Content-Type"]
    assert kind.startswith("application/openmetrics-text"), kind
    text = answer.read().decode()

samples = {}
for family in text_string_to_metric_families(text):
    assert family.documentation, family.name
    for sample in family.samples:
        labels = [f"{key}={value}" for key, value in sorted(sample.labels.items())]
        samples[" ".join([sample.name, *labels])] = sample.value
json.dump(samples, sys.stdout)
