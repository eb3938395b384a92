import Federation
import Identity
import OpenIDConnect
import Wire

/// How we are registered with VNeID, and in which of its profiles.
extension ConfigurationCheck {
    private enum Profile: String, CaseIterable {
        case oidc, quirks
    }

    mutating func vneid(issuer: Issuer?) -> (any UpstreamSettings)? {
        let profile = required(.vneidProfile) { text throws(ConfigurationRule) in
            guard let profile = Profile(rawValue: text) else {
                throw ConfigurationRule("phải là oidc hoặc quirks", "must be oidc or quirks")
            }
            return profile
        }
        let address = optional(.vneidIssuer, Self.address)
        guard configuration.text(.vneidIssuer) != nil else {
            refuseHalf()
            return nil
        }
        guard let profile, let address, let issuer else { return nil }
        let id = required(.vneidClientID) { text throws(ConfigurationRule) in text }
        let secret = required(.vneidClientSecret) { text throws(ConfigurationRule) in text }
        let callback = issuer.address(UpstreamID.vneid.callbackPath)
        switch profile {
        case .oidc:
            if configuration.text(.vneidKeyFile) != nil {
                add(.vneidKeyFile, "chỉ dùng khi vneid.profile là quirks", "is for vneid.profile: quirks only")
            }
            let app = appLink(of: address, returnURI: issuer.address(UpstreamID.vneidApp.callbackPath))
            guard let id, let secret else { return nil }
            return OpenIDProfileSettings(
                issuer: address, clientID: id, clientSecret: secret, redirectURI: callback, appLink: app)
        case .quirks:
            if configuration.text(.vneidAppLink) != nil {
                add(.vneidAppLink, "chỉ dùng khi vneid.profile là oidc", "is for vneid.profile: oidc only")
            }
            _ = optional(.vneidKeyFile) { text throws(ConfigurationRule) in text }
            let level = required(.vneidLoginLevel, Self.level)
            let asksEveryTime = required(.vneidAsksEveryTime, Self.flag)
            let claims = quirksClaims()
            guard let id, let secret, let level, let asksEveryTime, let claims else { return nil }
            return try? QuirksProfileSettings(
                issuer: address, clientID: id, clientSecret: secret, redirectURI: callback, claims: claims,
                loginLevel: level, asksEveryTime: asksEveryTime)
        }
    }

    private mutating func appLink(of vneid: String, returnURI: String) -> VNeIDAppLink? {
        guard let text = optional(.vneidAppLink, Self.address), let link = try? URI(text) else { return nil }
        return try? VNeIDAppLink(universalLink: link, issuer: vneid, returnURI: returnURI)
    }

    private mutating func quirksClaims() -> QuirksClaims? {
        func name(_ text: String) throws(ConfigurationRule) -> String { text }
        let number = required(.vneidNumberClaim, name)
        let fullName = required(.vneidNameClaim, name)
        let birthdate = required(.vneidBirthdateClaim, name)
        let type = required(.vneidTypeClaim, name)
        let level = required(.vneidLevelClaim, name)
        guard let number, let fullName, let birthdate, let type, let level else { return nil }
        return QuirksClaims(
            number: number, name: fullName, birthdate: birthdate, accountType: type, accountLevel: level)
    }

    /// Who says how we are registered with VNeID, and not where it is, has mistyped something.
    private mutating func refuseHalf() {
        for setting in [Setting.vneidClientID, .vneidClientSecret, .vneidAppLink, .vneidKeyFile]
        where configuration.text(setting) != nil {
            add(
                setting, "có mà thiếu vneid.issuer; không có mục đó thì không đăng nhập được bằng VNeID",
                "is given without vneid.issuer; without that there is no sign-in with VNeID")
        }
    }

    private static func address(_ text: String) throws(ConfigurationRule) -> String {
        guard let uri = try? URI(text), uri.scheme == "https" || uri.scheme == "http" && uri.isLoopback,
            uri.query == nil
        else {
            throw ConfigurationRule(
                "phải là địa chỉ https; http chỉ dành cho địa chỉ nội bộ máy",
                "must be an https address; http is for loopback addresses")
        }
        return text
    }

    private static func level(_ text: String) throws(ConfigurationRule) -> AuthenticationLevel {
        guard let level = Int(text).flatMap(AuthenticationLevel.init(rawValue:)) else {
            throw ConfigurationRule("phải là số từ 1 đến 4", "must be a number from 1 to 4")
        }
        return level
    }
}
