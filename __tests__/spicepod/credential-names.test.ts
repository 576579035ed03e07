import { expect, test } from '@jest/globals'
import { asIs } from '../../src/platform/text.ts'
import { credentialHider, isCredentialName } from '../../src/spicepod/diff.ts'
import { cpuMs } from '../harness/cpu.ts'

const words = (text: string) => text.trim().split(/\s+/)

/** Parameters of Spice, and names as people write them; each word and pattern of the list has a name that only it hides. */
const hidden = words(`
  password pg_pass mysql_pass http_password clickhouse_pass snowflake_password smb_pass ftp_pass sftp_pass
  snowflake_private_key snowflake_private_key_passphrase databricks_token github_token iceberg_token
  s3_key s3_secret s3_session_token iceberg_s3_secret_access_key dynamodb_aws_secret_access_key aws_access_key_id
  databricks_azure_storage_account_key azure_storage_sas_key abfs_access_key abfs_sas_string abfs_bearer_token
  abfs_client_secret sharepoint_auth_code sharepoint_client_code sharepoint_bearer_token sharepoint_client_secret
  iceberg_oauth2_credential iceberg_gcs_credentials kafka_sasl_password http_auth_refresh_token graphql_auth_token
  openai_api_key spiceai_api_key hf_token mssql_connection_string odbc_connection_string github_private_key
  PGPASSWORD PGPASS DB_PASS dbpass userpass smtppass passwd passphrase passcode db_pwd sqlpwd pwd github_pat
  apiKey APIKey api-key api.key x-api-key apikey2 API_KEY_2 accesskey accountkey authkey clientkey encryptionkey
  masterkey privatekey sharedkey signingkey storagekeys keys api_tokens accessToken authtoken tokens client_secret
  secretKey secret_id clientsecrets aws_creds client_cred credentials azure_sas sas url_sig url_signature signature_v4
  sentry_dsn jwt jwt_passenger otp Authorization proxy_authorization authorization_code bearer session_cookie cookies
  connectionString connectionstring conn_str conn_string connstr kubeconfig session_id
  my_primary_key primary_key_pem cosmosdb_primary_key max_tokens_secret token_url_secret key
`)

const shown = words(`
  tokenizer tokenizer_path passthrough bypass_cache compass_url keyboard monkey token_limit token_limits passenger
  passenger_count keyword keywords keyspace api_keyspace turkey_sales hockey author authority_host abfs_authority_host
  primary_key primary_keys primaryKey foreign_key partition_key sort_key sortkeys join_keys row_key range_key cache_key
  cache_key_type cluster_key clustering_key metadata_key surrogate_key unique_key dynamodb_partition_key row_id signature
  max_tokens max_completion_tokens openai_max_completion_tokens max_token min_tokens tokens_per_minute tokens_per_second
  token_count token_budget token_usage auth_token_url token_uri token_endpoint msi_token_host
  key_path snowflake_private_key_path abfs_federated_token_file password_directory key_dir key_location secret_name
  secret_names secret_arn secret_store secret_version secret_region key_type key_format key_encoding key_algorithm key_size
  key_length key_column key_columns key_field key_schema key_prefix token_method token_mode token_provider token_issuer
  token_audience token_scope token_scopes token_ttl token_expiry token_expiration token_lifetime token_duration
  token_interval token_timeout password_policy
  pg_user pg_host pg_sslmode pg_sslrootcert s3_region s3_endpoint s3_auth dynamodb_aws_auth snowflake_account
  snowflake_auth_type sharepoint_client_id sharepoint_tenant_id iceberg_s3_role_session_name iceberg_sigv4_enabled
  iceberg_signing_region github_installation_id http_username kafka_security_protocol refresh_sql mode from name code
  abfs_proxy_ca_certificate databricks_cluster_id zip_code
`)

test('there are enough names', () => {
  expect(Math.min(hidden.length, shown.length)).toBeGreaterThan(60)
})

test.each(hidden)('the value of a setting named %s is hidden', (name) => {
  expect(isCredentialName(name)).toBe(true)
  const show = credentialHider(asIs)
  expect(show({ params: [{ [name]: { deep: ['hunter2', 1234, 'hunter2'] } }] })).toEqual({
    params: [{ [name]: { deep: ['(hidden-1)', '(hidden-2)', '(hidden-1)'] } }],
  })
  expect(show({ [name]: `\${secrets:A}` })).toEqual({ [name]: `\${secrets:A}` })
})

test.each(shown)('the value of a setting named %s is shown', (name) => {
  expect(credentialHider(asIs)({ params: { [name]: ['hunter2', 1234] } })).toEqual({
    params: { [name]: ['hunter2', 1234] },
  })
})

test('a name of many words is read in one pass', () => {
  expect(cpuMs(() => isCredentialName('max_'.repeat(50_000)))).toBeLessThan(1000)
})
