import Database

/// What was allowed finer than by scopes (RFC 9396), and which clients may ask for that.
extension Schema {
    static let authorizationDetails = [
        "ALTER TABLE clients ADD COLUMN authorization_details_types TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE authorizations ADD COLUMN authorization_details TEXT",
        "ALTER TABLE access_tokens ADD COLUMN authorization_details TEXT",
    ]
}
