import Identity

extension PersonID {
    /// Where the engine keeps the person: the highest bits choose the shard, the lowest a slot in it.
    ///
    /// Ids are random and made by us, so no stranger can choose some that collide.
    @inline(__always)
    var hash: UInt64 {
        var mixed = high &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 32) ^ low) &* 0xC2B2_AE3D_27D4_EB4F
        return mixed ^ (mixed >> 29)
    }
}
