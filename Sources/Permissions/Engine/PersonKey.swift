import Identity

extension PersonID {
    /// Where the person lies: the high bits choose shard and record.
    ///
    /// Ids are random and made by us, so no stranger can choose some that collide.
    @inline(__always)
    var place: UInt64 {
        var hash = high &* 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ (hash >> 32) ^ low) &* 0xC2B2_AE3D_27D4_EB4F
        return hash ^ (hash >> 29)
    }
}
