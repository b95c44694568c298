// The rules of the fleet in Jsonnet, one file for each service: what a tool that renders texts alone takes for them.
//
//   jrsonnet --multi FOLDER --tla-code services=1000 rules.jsonnet
//
// Each file says what the `rules.yaml` of that service says, as JSON.

local labels(service, severity) = {
  deployment: 'fleet-{{ $labels.service }}',
  pack: service,
  severity: severity,
  team: 'platform',
};

local annotations(service, runbook, summary, description) = {
  dashboard_url: 'https://grafana.example.com/d/' + service,
  description: description,
  runbook_url: 'https://runbooks.example.com/fleet/%s.md' % runbook,
  summary: summary,
};

local rollback = {
  rollback_attempts: '2',
  rollback_cooldown: '30m',
  rollback_cooldown_key: '{{ $labels.namespace }}/fleet-{{ $labels.service }}',
  rollback_max_concurrent: '1',
  rollback_target: 'last-available-revision',
  rollback_timeout: '5m',
  rollback_verify: '2m',
};

// What `{service}`, `{namespace}` and `{value}` of a text become.
local text(words, humanize) = std.foldl(
  function(done, word) std.strReplace(done, word[0], word[1]),
  [
    ['{service}', '{{ $labels.service }}'],
    ['{namespace}', '{{ $labels.namespace }}'],
    ['{value}', '{{ $value | %s }}' % humanize],
  ],
  words,
);

local percentage = 'humanizePercentage';

local fill(expr, values) =
  std.rstripChars(expr % values, '\n');

// A ratio of two gauges of each instance, the highest of a service.
local fullest(used, limit, matchers, line) =
  local one(name) =
    local short = 'max by (namespace, service, instance) (%s{%s})' % [name, matchers];
    if std.length(short) < 100 then [short, short] else [
      'max by (namespace, service, instance) (\n    %s{%s}\n  )' % [name, matchers],
      'max by (namespace, service, instance) (\n        %s{%s}\n      )' % [name, matchers],
    ];
  'max by (namespace, service) (\n  %s\n    / on (namespace, service, instance) (\n      %s > 0\n    )\n) > %s' %
  [one(used)[0], one(limit)[1], line];

local ratio(service, window) =
  fill(|||
    sum by (namespace, service) (rate(http_requests_total{namespace="%(service)s", status=~"5.."}[%(window)s]))
      / (sum by (namespace, service) (rate(http_requests_total{namespace="%(service)s"}[%(window)s])) > 0)
  |||, { service: service, window: window });

local guarded(service, condition) =
  fill(|||
    %(condition)s
      and on (namespace, service) time()
        - max by (namespace, service) (process_start_time_seconds{namespace="%(service)s"}) < 3600
      and on (namespace, service) service:http_requests:increase5m{namespace="%(service)s"} >= 41
  |||, { service: service, condition: condition });

// People's rule, and that of the machine.
local both(service, alert, hold, condition, summary, description) =
  local rule = {
    alert: alert,
    expr: guarded(service, condition),
    'for': hold,
    labels: labels(service, 'critical'),
    annotations: annotations(service, 'traffic', summary, description),
  };
  [rule, rule { labels+: { auto_rollback: 'true', severity: 'none' }, annotations+: rollback }];

local traffic(service) = [
  {
    record: 'service:http_request_duration_seconds:p95_rate5m',
    expr: fill(|||
      histogram_quantile(
        0.95,
        sum by (namespace, service, le) (rate(http_request_duration_seconds_bucket{namespace="%s"}[5m]))
      )
    |||, service),
  },
  {
    record: 'service:http_requests:increase5m',
    expr: 'sum by (namespace, service) (increase(http_requests_total{namespace="%s"}[5m]))' % service,
  },
  { record: 'service:http_requests_failed:ratio_rate1h', expr: ratio(service, '1h') },
  { record: 'service:http_requests_failed:ratio_rate5m', expr: ratio(service, '5m') },
] + both(
  service,
  'ServiceHighErrorRate',
  '2m',
  'service:http_requests_failed:ratio_rate5m{namespace="%s"} > 0.05' % service,
  text('{service} fails {value} of its requests (line: 5 %)', percentage),
  text('More than 5 % of the requests to {service} in {namespace} failed over 5m, and {service} was deployed within the last hour.', percentage),
) + both(
  service,
  'ServiceHighLatency',
  '3m',
  'service:http_request_duration_seconds:p95_rate5m{namespace="%s"} > 0.5' % service,
  text('{service} answers 5 % of its requests after more than {value} (line: 500 ms)', 'humanizeDuration'),
  text('The 95th percentile of {service} in {namespace} over 5m is above 500 ms, and {service} was deployed within the last hour.', percentage),
) + [{
  alert: 'ServiceErrorBudgetBurn',
  expr: fill(|||
    service:http_requests_failed:ratio_rate1h{namespace="%(service)s"} > 0.0144
      and on (namespace, service) service:http_requests_failed:ratio_rate5m{namespace="%(service)s"} > 0.0144
  |||, { service: service }),
  labels: labels(service, 'critical'),
  annotations: annotations(
    service,
    'traffic',
    text('{service} burns its error budget 14.4 times too fast', percentage),
    text('Over 1h, {value} of the requests to {service} in {namespace} failed.', percentage),
  ),
}];

local warning(service, alert, hold, expr, summary, description, humanize=percentage) = {
  alert: alert,
  expr: expr,
  'for': hold,
  labels: labels(service, 'warning'),
  annotations: annotations(service, 'saturation', text(summary, humanize), text(description, humanize)),
};

local memory(service, matchers, line, percent) = warning(
  service,
  'ServiceHighMemoryUsage',
  '5m',
  fullest('process_resident_memory_bytes', 'process_memory_limit_bytes', matchers, line),
  '{service} uses {value} of its memory (line: %d %%)' % percent,
  'The fullest instance of {service} in {namespace} is close to its memory limit.',
);

local thresholds(service, is_overridden) =
  local common = { namespace: service, pack: service, phase: 'everywhere' };
  local value(id, line, more={}) = {
    record: 'plimsoll:threshold:value',
    expr: 'vector(%s)' % line,
    labels: common { threshold: id } + more,
  };
  [
    { record: 'plimsoll:phase:info', expr: 'vector(1)', labels: common },
    value('error_rate', '0.05'),
    value('p95_latency', '0.5'),
    value('memory_usage', '0.9'),
  ] + (if is_overridden then [value('memory_usage', '0.8', { slice: service })] else []) + [
    value('cpu_usage', '0.9'),
    value('restarts', '2'),
    value('queue_length', '1000'),
    value('pool_usage', '0.9'),
  ];

local groups(service, is_overridden) =
  local own = 'namespace="%s"' % service;
  local group(name, rules) = { name: service + '.' + name, interval: '15s', rules: rules };
  [
    group('service-high-cpu-usage', [warning(
      service,
      'ServiceHighCpuUsage',
      '10m',
      fill(|||
        max by (namespace, service) (
          sum by (namespace, service, instance) (rate(process_cpu_seconds_total{%(own)s}[5m]))
            / on (namespace, service, instance) (
              max by (namespace, service, instance) (process_cpu_limit_cores{%(own)s}) > 0
            )
        ) > 0.9
      |||, { own: own }),
      '{service} uses {value} of its cores (line: 90 %)',
      'The busiest instance of {service} in {namespace} has no core left over 5m.',
    )]),
    group('service-high-error-rate', traffic(service)),
    group(
      'service-high-memory-usage',
      if is_overridden then [
        memory(service, own + ', service!="%s"' % service, '0.9', 90),
        memory(service, own + ', service="%s"' % service, '0.8', 80) + { labels+: { slice: service } },
      ] else [memory(service, own, '0.9', 90)],
    ),
    group('service-metrics-missing', [{
      alert: 'ServiceMetricsMissing',
      expr: 'absent_over_time(http_requests_total{%s}[10m])' % own,
      'for': '5m',
      labels: { pack: service, severity: 'critical', team: 'platform' },
      annotations: annotations(
        service,
        'traffic',
        text('{namespace} counts no requests', percentage),
        text('No request was counted in {namespace}; what is computed from them is silent.', percentage),
      ),
    }]),
    group('service-pool-exhaustion', [warning(
      service,
      'ServicePoolExhaustion',
      '5m',
      fullest('pool_connections_in_use', 'pool_connections_max', own, '0.9'),
      '{service} uses {value} of its database connections (line: 90 %)',
      'The fullest pool of {service} in {namespace} has nearly no connection left.',
    )]),
    group('service-queue-too-long', [warning(
      service,
      'ServiceQueueTooLong',
      '5m',
      'sum by (namespace, service) (queue_length{%s}) > 1000' % own,
      '{value} pieces of work wait in {service} (line: 1000)',
      '{service} in {namespace} gets more work than it does.',
      'humanize',
    )]),
    group('service-restarting', [{
      alert: 'ServiceRestarting',
      expr: 'max by (namespace, service) (increase(process_restarts_total{%s}[10m])) > 2' % own,
      labels: labels(service, 'critical'),
      annotations: annotations(
        service,
        'saturation',
        text('{service} was restarted {value} times (line: 2)', 'humanize'),
        text('An instance of {service} in {namespace} starts again and again.', 'humanize'),
      ),
    }]),
    group('thresholds', thresholds(service, is_overridden)),
  ];

function(services) {
  [service + '.json']: { groups: groups(service, number % 10 == 0) }
  for number in std.range(1, services)
  for service in ['service-%04d' % number]
}
