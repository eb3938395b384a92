import Identity
import Wire

/// The claims of a VNeID account, read strictly (profile `oidc` of Documentation/VNEID.md).
enum VNeIDClaims {
    static func identity(
        _ claims: JSONObject, authenticatedAt: Instant
    ) throws(FederationError) -> VerifiedIdentity {
        guard let identityLevel = level(claims["IAL"]).flatMap(IdentityLevel.init),
            let authenticationLevel = level(claims["loAs"]).flatMap(AuthenticationLevel.init)
        else { throw .untrustworthy(.claims) }
        return VerifiedIdentity(
            identifier: try identifier(claims), name: text(claims["HoVaTen"]).flatMap { PlainLine($0)?.text },
            birthdate: text(claims["NgayThangNamSinh"]).flatMap(Birthdate.init(compact:)),
            identityLevel: identityLevel, authenticationLevel: authenticationLevel, authenticatedAt: authenticatedAt,
            upstream: .vneid)
    }

    private static func identifier(_ claims: JSONObject) throws(FederationError) -> PersonIdentifier {
        switch text(claims["LoaiTaiKhoan"]) ?? claims["LoaiTaiKhoan"]?.integer.map(String.init) {
        case "1":
            guard let number = text(claims["SoDinhDanh"]) else { throw .untrustworthy(.claims) }
            return CitizenNumber(number).map(PersonIdentifier.citizen) ?? .foreigner(number)
        case "2":
            guard let code = text(claims["MaSoThue"]) else { throw .untrustworthy(.claims) }
            return .organisation(code)
        default: throw .untrustworthy(.claims)
        }
    }

    /// A level travels as a number or as text, alone or as `LoA2`.
    static func level(_ value: JSONValue?) -> Int? {
        if let number = value?.integer { return Int(exactly: number) }
        guard let text = value?.string else { return nil }
        let digits = text.hasPrefix("LoA") ? text.dropFirst(3) : Substring(text)
        return digits.utf8.count == 1 ? Int(digits) : nil
    }

    /// A text that says something; `nil` also for one with a NUL, which JSON can say and no record holds.
    static func text(_ value: JSONValue?) -> String? {
        guard let text = value?.string, (1...Limits.upstreamClaimBytes).contains(text.utf8.count),
            !text.utf8.contains(0)
        else { return nil }
        return text
    }
}
