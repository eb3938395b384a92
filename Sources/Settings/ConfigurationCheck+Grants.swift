import OpenIDConnect
import Wire

/// Which grants there are, and what they go by.
extension ConfigurationCheck {
    /// Those whose assertions are taken; none where no file says so, or the file can't be used.
    mutating func assertionIssuers() -> TrustedIssuers {
        file(.assertionIssuers, Self.issuers(TrustedIssuers.init)) ?? TrustedIssuers.none
    }

    /// Reads a file of issuers whose word is taken.
    static func issuers<Issuers>(
        _ read: @escaping (JSONObject) throws(TrustedIssuersError) -> Issuers
    ) -> (_ path: String, _ contents: [UInt8]) throws(ConfigurationRule) -> Issuers {
        { path, contents throws(ConfigurationRule) in
            let json = try Self.object(path, contents)
            do throws(TrustedIssuersError) { return try read(json) } catch {
                throw ConfigurationRule(
                    "'\(path)': \(error.text.vietnamese)", "'\(path)': \(error.text.english)")
            }
        }
    }

    /// The JSON object of a file.
    static func object(_ path: String, _ contents: [UInt8]) throws(ConfigurationRule) -> JSONObject {
        guard let json = try? JSONReader.readObject(ByteOrderMark.dropped(from: contents)) else {
            throw ConfigurationRule("'\(path)' không phải là đối tượng JSON", "'\(path)' is not a JSON object")
        }
        return json
    }

    /// The grants that are enabled: all, but for those that are turned off or have nothing to go by.
    mutating func grants(_ assertionIssuers: TrustedIssuers) -> Set<GrantType>? {
        let exchanges = required(.tokenExchange, Self.flag)
        let asks = required(.backchannelAuthentication, Self.flag)
        guard let exchanges, let asks else { return nil }
        var grants = Set(GrantType.allCases)
        if !exchanges { grants.remove(.tokenExchange) }
        if !asks { grants.remove(.ciba) }
        if assertionIssuers.all.isEmpty { grants.remove(.jwtBearer) }
        return grants
    }
}
