/// `acr`: the name under which an authentication level travels (OpenID Connect Core §2). The levels are those of
/// Decree 69/2024/NĐ-CP, the names ours; they are names, not addresses.
package enum AuthenticationContext {
    private static let prefix = namespace + "/"

    /// What the names stand in.
    package static let namespace = "https://hue.gov.vn/acr"

    package static func name(of level: AuthenticationLevel) -> String { prefix + String(level.rawValue) }

    package static func level(named name: some StringProtocol) -> AuthenticationLevel? {
        AuthenticationLevel.allCases.first { Self.name(of: $0) == name }
    }

    /// The names of a level and of all below it, the lowest first.
    package static func names(upTo level: AuthenticationLevel) -> [String] {
        AuthenticationLevel.allCases.filter { $0 <= level }.map(name)
    }
}
