{{/* Names, labels, and the parts that server and executors share. */}}

{{- define "sparrow.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "sparrow.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "sparrow.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "sparrow.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Labels that never change, of one component: (dict "root" $ "component" "server"). */}}
{{- define "sparrow.selector" -}}
app.kubernetes.io/name: {{ include "sparrow.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "sparrow.labels" -}}
{{ include "sparrow.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "sparrow.image" -}}
{{- $repository := required "image.repository is empty: name the registry and the image that was built from deploy/image/Dockerfile" .Values.image.repository -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "sparrow.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "sparrow.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "sparrow.probes" -}}
startupProbe:
  httpGet: {path: /healthz, port: metrics}
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /healthz, port: metrics}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /readyz, port: metrics}
  periodSeconds: 5
  timeoutSeconds: 5
{{- end -}}

{{/* Whether there are executors. */}}
{{- define "sparrow.hasFleet" -}}
{{- if gt (int .Values.executor.replicas) 0 }}true{{ end -}}
{{- end -}}

{{- define "sparrow.fleetSecret" -}}
{{- required "fleet.secret is empty: name a secret with the key `secret` that the server and its executors share, or set executor.replicas to 0" .Values.fleet.secret -}}
{{- end -}}

{{/* The name that executors dial: where the server is open to the outside, its fleet has a service of its own. */}}
{{- define "sparrow.door" -}}
{{- $service := ternary "server" "fleet" (eq .Values.server.service.type "ClusterIP") -}}
{{- printf "%s-%s.%s.svc" (include "sparrow.fullname" .) $service .Release.Namespace -}}
{{- end -}}
