import HTTPTypes
import OpenIDConnect
import SCIM

extension Provider {
    /// What platforms that keep a copy of their staff ask (RFC 7644 §3.2). Only refusals count: whoever asks rightly may
    /// ask as often as they like.
    func addSCIM(_ routes: Routes, _ rates: StrangerRates) {
        let scim = SCIMEndpoint(self)
        func register(_ path: String, _ handlers: [HTTPRequest.Method: Routes.Handler]) {
            routes.register(Issuer.Path.scim + path, handlers.mapValues(rates.limitedRefusals))
        }
        for kind in ResourceKind.allCases {
            register(kind.endpoint, [.get: scim.list(kind), .post: scim.create(kind)])
            register(
                kind.endpoint + "/:id",
                [
                    .get: scim.resource(kind), .put: scim.replace(kind), .patch: scim.modify(kind),
                    .delete: scim.delete(kind),
                ])
            register(kind.endpoint + "/.search", [.post: scim.search([kind])])
        }
        register("/.search", [.post: scim.search(ResourceKind.allCases)])
        register("/ServiceProviderConfig", [.get: scim.serviceProviderConfig])
        register("/ResourceTypes", [.get: scim.resourceTypes])
        register("/ResourceTypes/:id", [.get: scim.resourceType])
        register("/Schemas", [.get: scim.schemas])
        register("/Schemas/:id", [.get: scim.schema])
    }
}
