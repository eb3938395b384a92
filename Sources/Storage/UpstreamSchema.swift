import Database

/// At which upstream a login was begun: at VNeID, before there were others.
extension Schema {
    static let upstreams = ["ALTER TABLE upstream_logins ADD COLUMN upstream TEXT NOT NULL DEFAULT 'vneid'"]
}
