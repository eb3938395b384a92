import Database

/// What software of others needs of its registration, what a request asked for one by one, what directories say of staff
/// beside their names, and which mistakes clients make.
extension Schema {
    static let clientPresets = clientForms + requestedClaims + staffDetails + mistakes

    private static let clientForms = [
        "ALTER TABLE clients ADD COLUMN access_token_alg TEXT NOT NULL DEFAULT 'ES256'",
        "ALTER TABLE clients ADD COLUMN id_token_claims TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE clients ADD COLUMN has_synthetic_email BIGINT NOT NULL DEFAULT 0",
    ]

    private static let requestedClaims = [
        "ALTER TABLE authorizations ADD COLUMN userinfo_claims TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE authorizations ADD COLUMN id_token_claims TEXT NOT NULL DEFAULT ''",
    ]

    private static let staffDetails =
        ["directory_bindings", "directory_run_entries"].flatMap { table in
            ["given_name", "family_name", "locale"].map { "ALTER TABLE \(table) ADD COLUMN \($0) TEXT" }
        } + ["ALTER TABLE people ADD COLUMN updated_at BIGINT"]

    /// A row for each client that is registered and each mistake that we know: however often it is made, and by whomever.
    private static let mistakes = [
        """
        CREATE TABLE client_mistakes (
            client_id TEXT NOT NULL, mistake TEXT NOT NULL, number BIGINT NOT NULL, first_at BIGINT NOT NULL,
            last_at BIGINT NOT NULL, PRIMARY KEY (client_id, mistake)
        )
        """
    ]
}
