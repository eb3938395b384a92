import OpenIDConnect
import Wire

extension Provider {
    /// What the metadata say of what is enabled here.
    var metadataExtensions: JSONObject {
        var extensions = JSONObject()
        extensions.merge(ProviderMetadata.levels(upTo: highestLevel))
        if let documentation { extensions.merge(["service_documentation": .string(documentation.text)]) }
        if registration != nil { extensions.merge(ProviderMetadata.registration(issuer)) }
        let others = ClientCredential.otherMethods(mutualTLS, takesSecretJWT: takesSecretJWT)
        extensions.merge(ProviderMetadata.clientAuthentication(besides: others))
        if let mutualTLS { extensions.merge(ProviderMetadata.mutualTLS(mutualTLS, issuer, grants)) }
        if transmitsEvents { extensions.merge(ProviderMetadata.securityEvents()) }
        if managesSessions { extensions.merge(ProviderMetadata.sessionManagement(issuer)) }
        if grants.contains(.ciba) { extensions.merge(ProviderMetadata.backchannelAuthentication(issuer)) }
        return extensions
    }
}
