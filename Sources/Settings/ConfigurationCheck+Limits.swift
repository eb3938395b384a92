import Identity
import OpenIDConnect
import Wire

/// Settings that bound what strangers may do, and what is kept of it.
extension ConfigurationCheck {
    mutating func rates() -> RateSettings? {
        let signIn = rates(.signInRate, .signInRateOfAll)
        let begin = rates(.beginRate, .beginRateOfAll)
        let refused = rates(.refusedRate, .refusedRateOfAll)
        guard let signIn, let begin, let refused else { return nil }
        return RateSettings(signIn: signIn, begin: begin, refused: refused)
    }

    private mutating func rates(_ address: Setting, _ all: Setting) -> Rates? {
        let ofAddress = required(address, Rate.init)
        let ofAll = required(all, Rate.init)
        guard let ofAddress, let ofAll else { return nil }
        return Rates(address: ofAddress, all: ofAll)
    }

    /// The standard allows no longer than 45 days (TCVN 14423:2026 §5.6.2); removals of a directory are counted together
    /// over days of the mapping's choosing, which a week is to be enough for.
    mutating func upkeep() -> UpkeepSettings? {
        let dormancy = required(.dormancy, Self.number(1...45))
        let retention = required(.directoryRetention, Self.number(7...36_500))
        guard let dormancy, let retention else { return nil }
        return UpkeepSettings(dormancy: .seconds(86_400 * dormancy), directoryRuns: .seconds(86_400 * retention))
    }

    mutating func logoutRetry() -> LogoutRetry? {
        required(.logoutGiveUp, Self.span(.minutes(1) ... .hours(24 * 30))).map { LogoutRetry(givingUpAfter: $0) }
    }

    mutating func requiresPushedRequests() -> Bool? {
        required(.requirePushedRequests, Self.flag)
    }

    mutating func transmitsEvents() -> Bool? { required(.transmitEvents, Self.flag) }

    mutating func takesSecretJWT() -> Bool? { required(.secretJWT, Self.flag) }

    mutating func managesSessions() -> Bool? { required(.checkSession, Self.flag) }

    mutating func issuer() -> Issuer? {
        required(.issuer) { text throws(ConfigurationRule) in
            do throws(IssuerError) { return try Issuer(text) } catch { throw ConfigurationRule(error.text) }
        }
    }

    mutating func documentation() -> URI? {
        optional(.documentation) { text throws(ConfigurationRule) in
            guard let uri = try? URI(text), uri.scheme == "https", uri.host != nil, uri.userinfo == nil else {
                throw ConfigurationRule("phải là một địa chỉ https", "must be an https address")
            }
            return uri
        }
    }

    mutating func emails() -> EmailClaims? {
        let rule = ConfigurationRule("phải là tên miền như hue.gov.vn", "must be a domain such as hue.gov.vn")
        let synthetic = required(.syntheticEmailDomain) { text throws(ConfigurationRule) in
            guard EmailAddress.isDomain(text) else { throw rule }
            return text.lowercased()
        }
        let verified = optional(.verifiedEmailDomains) { text throws(ConfigurationRule) in
            let domains = text.split(separator: " ").map { $0.lowercased() }
            guard domains.allSatisfy({ EmailAddress.isDomain($0) }) else { throw rule }
            return Set(domains)
        }
        guard let synthetic else { return nil }
        return EmailClaims(syntheticDomain: synthetic, verifiedDomains: verified ?? [])
    }

    mutating func auditRetentionDays() -> Int? { required(.auditRetention, Self.number(1...36_500)) }

    static func flag(_ text: String) throws(ConfigurationRule) -> Bool {
        switch text {
        case "true": true
        case "false": false
        default: throw ConfigurationRule("phải là true hoặc false", "must be true or false")
        }
    }
}
