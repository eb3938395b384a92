import OpenIDConnect

/// Whether clients register themselves, and what they may be.
extension ConfigurationCheck {
    /// `nil` where they can't; what is wrong with the settings is said all the same.
    /// - Parameter otherMethods: the ways of authenticating that are here and not everywhere.
    mutating func registration(with otherMethods: [String]) -> RegistrationPolicy? {
        let isEnabled = required(.registrationEnabled, Self.flag)
        let scopes = required(.registrationScopes, Self.names(Scope.self, but: RegistrationPolicy.neverScopes))
        let grants = required(.registrationGrants, Self.names(GrantType.self, but: RegistrationPolicy.neverGrants))
        let pkce = required(.registrationPKCE, Self.names(PKCERequirement.self, but: []))?.first
        let issuers = softwareIssuers()
        guard isEnabled == true, let scopes, let grants, let pkce, let issuers else { return nil }
        return RegistrationPolicy(
            scopes: scopes, grants: grants, pkce: pkce, softwareIssuers: issuers,
            otherMethods: otherMethods)
    }

    private mutating func softwareIssuers() -> SoftwareIssuers? {
        guard configuration.text(.softwareIssuers) != nil else { return SoftwareIssuers.none }
        return file(.softwareIssuers, Self.issuers(SoftwareIssuers.init))
    }

    /// A list of names, by spaces, of which some can't be chosen.
    private static func names<Name: CaseIterable & RawRepresentable<String> & Hashable>(
        _: Name.Type, but never: Set<Name>
    ) -> (String) throws(ConfigurationRule) -> Set<Name> {
        { text throws(ConfigurationRule) in
            let allowed = Name.allCases.filter { !never.contains($0) }
            let names = text.split(separator: " ").map { word in
                allowed.first { $0.rawValue.utf8.elementsEqual(word.utf8) }
            }
            let known = names.compactMap { $0 }
            guard !known.isEmpty, known.count == names.count else {
                let list = allowed.map(\.rawValue).joined(separator: ", ")
                throw ConfigurationRule("chỉ nhận: \(list)", "may be of: \(list)")
            }
            return Set(known)
        }
    }
}
