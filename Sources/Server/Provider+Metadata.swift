import OpenIDConnect
import Wire

extension Provider {
    /// What the metadata say of what is enabled here.
    var metadataExtensions: JSONObject {
        var extensions = JSONObject()
        if registration != nil { extensions.add(ProviderMetadata.registration(issuer)) }
        if let mutualTLS { extensions.add(ProviderMetadata.mutualTLS(mutualTLS, issuer)) }
        if managesSessions { extensions.add(ProviderMetadata.sessionManagement(issuer)) }
        return extensions
    }
}

extension JSONObject {
    fileprivate mutating func add(_ other: JSONObject) {
        for (name, value) in other.members { self[name] = value }
    }
}
